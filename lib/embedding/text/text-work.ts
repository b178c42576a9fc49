import path from 'node:path'
import { digestOfFiles } from '@/lib/networks/reading/read-network'
import type { OpenWork } from '@/lib/threads/work'
import type { TextDescription } from '../encoder-descriptions'
import { openTextNetwork } from './text-network'

/** A folder of an encoder, and what that says of its half that reads words. */
export type TextSetup = { folder: string; text: TextDescription }
export type TextRequest = { text: string }

/** Reading a few words is no work for many threads, and the pages have the other cores. */
const THREADS = 1

/** Reads words; what a thread of `openTextEncoder` does. */
export const open: OpenWork<TextSetup, TextRequest> = async ({ folder, text }) => {
  const found = await digestOfFiles(folder, text.files)
  if (found !== text.digest) {
    throw new Error(
      `The files in ${folder} have changed since the encoder was added (SHA-256 ${found}, not ${text.digest}). Add it again.`,
    )
  }
  const sources = text.files.map((name) => ({ name, from: path.join(folder, name) }))
  const network = await openTextNetwork(sources, text, THREADS)
  return async ({ text: words }) => ({ answer: await network.encode(words) })
}
