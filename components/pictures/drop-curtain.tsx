/** Lies over a page while a picture is dragged over it, and lets it through. */
export function DropCurtain() {
  return (
    <div
      aria-hidden
      className="drop-curtain pointer-events-none fixed inset-0 z-20 animate-[appear_120ms_both] bg-ground/85 p-3 sm:p-6"
    >
      <div className="grid size-full place-items-center rounded-3xl border-2 border-dashed border-accent">
        <p className="rounded-full bg-ground px-10 py-6 text-center font-display text-4xl tracking-tight text-balance sm:text-5xl">
          Let go, and see what looks like it
        </p>
      </div>
    </div>
  )
}
