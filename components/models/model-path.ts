/** The address of a model's page. */
export function modelPath(uid: string): string {
  return `/models/${encodeURIComponent(uid)}`
}
