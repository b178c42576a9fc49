const PICTURE_ADDRESS = /^\s*https?:\/\/[^\s/]+\/\S*\.(?:jpe?g|png|webp|gif|avif|tiff?)(?:[?#]\S*)?\s*$/i

/** Whether a text is the address of what is called a picture, and not of a page. Only who fetches it can tell what it is. */
export function isPictureAddress(text: string): boolean {
  return PICTURE_ADDRESS.test(text)
}
