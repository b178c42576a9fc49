import { cutText } from '@/lib/text/cut-text'

/** Where a request says that it comes from: behind a proxy its client's own address, which can be made up. */
export function addressOf(request: Request): string | null {
  const said = request.headers.get('x-forwarded-for')?.split(',')[0]?.trim()
  return said === undefined ? null : cutText(said, 64)
}
