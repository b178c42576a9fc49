/** Where a request says that it comes from: behind a proxy its client's own address, which can be made up. */
export function addressOf(request: Request): string | null {
  return request.headers.get('x-forwarded-for')?.split(',')[0]?.trim().slice(0, 64) ?? null
}
