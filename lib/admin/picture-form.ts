import 'server-only'
import { type Endpoint, endpoint } from '@/lib/http/endpoint'
import { ProblemError } from '@/lib/http/problem'
import { lookForPicture, PICTURE_UPLOAD } from '@/lib/serving/similar-to-picture'
import { sealNotice } from './forms/notices'

/**
 * The form of who searches by a picture without scripts: leads to the page of what looks like it, or back to the form, which then
 * says what was wrong.
 */
export const searchByPicture: Endpoint = {
  ...endpoint({
    route: 'POST /pictures/search',
    access: 'anybody',
    operationId: 'searchByPicture',
    summary: 'The form of a page',
    upload: PICTURE_UPLOAD,
    answers: { 303: 'Where the results are, or what was wrong' },
    async respond({ upload }) {
      return new Response(null, { status: 303, headers: { location: await pathAfter(upload) } })
    },
  }),
  operation: null,
}

async function pathAfter(upload: Parameters<typeof lookForPicture>[0]): Promise<string> {
  try {
    const { picture } = await lookForPicture(upload, 1)
    return `/pictures/${picture.hash}`
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const said = await sealNotice({ text: error.message, fields: {}, values: {} })
    return `/pictures?${new URLSearchParams({ said })}`
  }
}
