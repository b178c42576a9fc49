import { z } from 'zod'
import { openThread } from '@/lib/threads/thread'
import type { UploadedPicture } from '@/lib/thumbnails/uploaded-picture'
import type { PictureRequest, PictureSetup } from './picture-work'

/** Embeds pictures as a run has embedded thumbnails, in a thread. */
export type PictureEncoder = {
  /**
   * What is kept of a picture that somebody has sent, and its vector in the space of the run. The bytes are handed over: they are
   * gone here.
   *
   * @throws ThreadFullError; ThreadFault, of the kind `UnusableImageError` where the picture is what is wrong
   */
  read(bytes: Uint8Array<ArrayBuffer>): Promise<{ vector: Float32Array; picture: UploadedPicture }>
  /** The vector of a picture as it was kept. @throws as `read` */
  embed(webp: Uint8Array): Promise<Float32Array>
  close(): Promise<void>
  retire(): void
}

/** Pictures that may wait to be embedded. */
export const MAX_WAITING_PICTURES = 16

const answer = z.object({
  vector: z.instanceof(Float32Array),
  picture: z
    .object({
      hash: z.string(),
      webp: z.instanceof(Uint8Array),
      width: z.number(),
      height: z.number(),
    })
    .nullable(),
})

/** Makes what embeds pictures. The networks are loaded at the first. */
export function openPictureEncoder(setup: PictureSetup): PictureEncoder {
  const thread = openThread<PictureRequest, z.infer<typeof answer>>({
    module: 'lib/indexing/picture-work.ts',
    setup,
    title: 'that looks at pictures',
    answer,
    mostWaiting: MAX_WAITING_PICTURES,
  })
  return {
    async read(bytes) {
      const { vector, picture } = await thread.ask({ kind: 'sent', bytes }, [bytes.buffer])
      if (!picture) throw new Error('The thread that looks at pictures gave no picture.')
      return { vector, picture }
    },
    embed: async (bytes) => (await thread.ask({ kind: 'kept', bytes })).vector,
    close: thread.close,
    retire: thread.retire,
  }
}
