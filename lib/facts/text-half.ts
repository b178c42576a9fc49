/** What a network that reads words needs beside it: how words become numbers, and what that is told. */
export const TOKENIZER_FILE = 'tokenizer.json'
export const TOKENIZER_CONFIG_FILE = 'tokenizer_config.json'

/**
 * What exporters call the half of a network that reads words, by the name of the file of the half that sees pictures, with the same
 * rounding of weights; null for a file that is no such half.
 */
export function textHalfOf(name: string): string | null {
  const rest = /^vision_model(.*\.onnx)$/.exec(name)?.[1]
  return rest === undefined ? null : `text_model${rest}`
}

/** What is said where a text half is there and cannot be used. */
export function noTokenizerBeside(name: string): string {
  return `there is no ${TOKENIZER_FILE} with ${name}`
}
