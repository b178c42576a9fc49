import { parseSketchfabLink } from '@/lib/catalogue/sketchfab-link'
import { isOwnNetwork } from '@/lib/download/public-hosts'
import { boundedGet, RequestError } from '@/lib/download/bounded-request'

/** Where Sketchfab's short addresses are. */
export const SHORT_LINKS = 'https://skfb.ly'

/**
 * Asks where a short address leads, without going there, and returns the uid of the model.
 *
 * @param origin of the short addresses
 * @throws Error when it cannot be reached, or leads to nothing that is a model's page.
 */
export async function resolveShortLink(code: string, origin: string, signal?: AbortSignal): Promise<string> {
  const url = new URL(`/${encodeURIComponent(code)}`, origin)
  try {
    const { status, headers } = await boundedGet({
      url,
      signal,
      headers: { 'User-Agent': 'rec-a-sketch' },
      mayBePrivate: isOwnNetwork(url.hostname),
      timeoutMs: 15_000,
      maxBytes: 1 << 20,
    })
    const link = parseSketchfabLink(headers.location ?? '')
    if (link?.kind === 'uid') return link.uid
    throw new Error(
      `${url} leads to ${headers.location ?? `an answer of ${status}`}, which is no model’s page.`,
    )
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    throw new Error(`${url} could not be resolved: ${error.message}.`, { cause: error })
  }
}
