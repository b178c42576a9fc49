import { expect, it } from 'vitest'
import { isPictureAddress } from '@/lib/text/picture-address'

it.each([
  'https://example.org/x.jpg',
  ' http://example.org/a/b/X.JPEG ',
  'https://example.org/x.png?size=large',
  'https://example.org/a.webp#part',
  'https://media.sketchfab.com/models/0/thumbnails/1/2.jpeg',
])('%s is called a picture', (text) => {
  expect(isPictureAddress(text)).toBe(true)
})

it.each([
  'x.jpg',
  'example.org/x.jpg',
  'https://example.jpg',
  'https://example.org/x.html',
  'https://example.org/x.jpg/comments',
  'see https://example.org/x.jpg',
  'https://sketchfab.com/3d-models/a-0123456789abcdef0123456789abcdef',
  'ftp://example.org/x.jpg',
])('%s is not', (text) => {
  expect(isPictureAddress(text)).toBe(false)
})
