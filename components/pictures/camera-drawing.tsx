export function CameraDrawing({ className }: { className: string }) {
  return (
    <svg
      aria-hidden
      viewBox="0 0 20 20"
      className={`fill-none stroke-current stroke-[1.25] ${className}`}
      strokeLinejoin="round"
    >
      <path d="M2.5 6.5a1.5 1.5 0 0 1 1.5-1.5h2l1.2-1.8h5.6L14 5h2a1.5 1.5 0 0 1 1.5 1.5v8A1.5 1.5 0 0 1 16 16H4a1.5 1.5 0 0 1-1.5-1.5z" />
      <circle cx="10" cy="10.2" r="3" />
    </svg>
  )
}
