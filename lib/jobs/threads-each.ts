/** How many threads each of so many worker processes computes with, so that together they take the cores once: one at the least. */
export function threadsEach(cores: number, processes: number): number {
  return Math.max(1, Math.floor(cores / processes))
}
