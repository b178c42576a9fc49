import 'server-only'
import { z } from 'zod'
import { env } from '@/lib/facts/env'
import { endpoint, json } from '@/lib/http/endpoint'
import { ProblemError } from '@/lib/http/problem'
import { pictureParameters } from '../parameters'
import { similarPictureSchema } from '../schemas'
import { lookForPicture, pictureAnswer } from '../similar-to-picture'
import { fetchPicture } from './fetch-picture'
import { sharedPace } from './look-up-pace'

export const listSimilarToAddress = endpoint({
  route: 'POST /api/similar/address',
  access: 'anybody',
  operationId: 'listSimilarToAddress',
  summary: 'What looks like a picture at an address elsewhere, where the site may fetch it',
  query: pictureParameters,
  body: z.object({
    address: z
      .string('must be the address of a picture')
      .trim()
      .describe('Over http or https, on its usual port, and of a public host'),
  }),
  answers: {
    200: json(similarPictureSchema, 'Similar models, best first'),
    400: 'It is no address of a picture, or not of the public internet; or what is there is no image',
    403: 'This site fetches nothing from elsewhere; or asked for by another site’s page',
    413: 'The image there is too large',
    422: 'Nothing could be fetched from there',
    429: 'Too much is being fetched, or looked at; Retry-After says when to come again',
    503: 'Nothing is published yet, its run keeps no vectors, or its encoder cannot be used',
    504: 'The other site took too long',
  },
  async respond({ body: { address }, query: { limit, ...filter } }) {
    if (!env().searchOnline) {
      throw new ProblemError(
        403,
        'This site fetches no pictures from elsewhere. Save the picture, and search by the file.',
      )
    }
    // Before any of those who look at pictures waits for it.
    const picture = await fetchForStranger(address)
    return pictureAnswer(await lookForPicture(async () => picture, limit, filter))
  },
})

/**
 * Fetches a picture for a stranger.
 *
 * @throws ProblemError 429 when too much is fetched; as `fetchPicture`
 */
async function fetchForStranger(address: string): Promise<Uint8Array<ArrayBuffer>> {
  const { sketchfabApiUrl: apiUrl } = env()
  return new Uint8Array(await sharedPace().within(() => fetchPicture(address, { apiUrl })))
}
