/** Files of more bytes are made smaller before they are sent: photographs, mostly. */
const SCALED_FROM_BYTES = 1024 * 1024
/** The longer side of what is sent instead. Encoders look at far less. */
const SENT_SIDE = 1600
const QUALITY = 0.92

/** Formats that have no transparency, and hence lose nothing as JPEG. */
const OPAQUE = /^image\/(jpeg|heic|heif|bmp)$/

/**
 * A large picture with fewer pixels, upright, as far as the browser can read it and that saves anything; else the file as it is.
 */
export async function scaledDown(file: Blob): Promise<Blob> {
  if (file.size <= SCALED_FROM_BYTES || !file.type.startsWith('image/')) return file
  try {
    const scaled = await redrawn(file)
    return scaled !== null && scaled.size < file.size ? scaled : file
  } catch {
    // The server says what is wrong with it, if anything is.
    return file
  }
}

async function redrawn(file: Blob): Promise<Blob | null> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    const share = Math.min(1, SENT_SIDE / Math.max(bitmap.width, bitmap.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(bitmap.width * share))
    canvas.height = Math.max(1, Math.round(bitmap.height * share))
    const context = canvas.getContext('2d')
    if (!context) return null
    context.imageSmoothingQuality = 'high'
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    const type = OPAQUE.test(file.type) ? 'image/jpeg' : 'image/webp'
    return await new Promise((resolve) => canvas.toBlob(resolve, type, QUALITY))
  } finally {
    bitmap.close()
  }
}
