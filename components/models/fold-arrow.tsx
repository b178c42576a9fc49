/** Points at what is folded; whoever shows it turns it when that is open. */
export function FoldArrow({ className }: { className: string }) {
  return (
    <svg viewBox="0 0 12 12" className={`size-3 ${className}`} aria-hidden>
      <path
        d="M4 2.5 7.5 6 4 9.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
