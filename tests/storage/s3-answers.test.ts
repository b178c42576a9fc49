import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseListing, parseRefusal } from '@/lib/storage/s3-answers'

const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#x27;')

it('reads the keys of a page back, whatever is in them', () => {
  const objects = fc.array(fc.record({ key: fc.string({ unit: 'grapheme', minLength: 1 }), size: fc.nat() }))
  fc.assert(
    fc.property(objects, fc.option(fc.string({ minLength: 1 })), (listed, next) => {
      const contents = listed.map(
        ({ key, size }) =>
          `<Contents>\n<Key>${escaped(key)}</Key><ETag>&quot;x&quot;</ETag><Size>${size}</Size></Contents>`,
      )
      const more = next === null ? '' : `<NextContinuationToken>${escaped(next)}</NextContinuationToken>`
      const page = `<?xml version="1.0"?><ListBucketResult xmlns="http://s3">${contents.join('')}<IsTruncated>${next !== null}</IsTruncated>${more}</ListBucketResult>`
      expect(parseListing(page)).toEqual({ objects: listed, next })
    }),
  )
})

it('refuses what is no listing, and a page that leads nowhere', () => {
  expect(() => parseListing('<html>')).toThrow('no listing')
  expect(() => parseListing('<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>')).toThrow(
    'without a way to the next',
  )
  expect(() => parseListing('<ListBucketResult><Contents></Contents></ListBucketResult>')).toThrow(
    'without a key',
  )
})

it('reads why a request was refused, or takes the status for it, of any text', () => {
  expect(
    parseRefusal(403, 'Forbidden', '<Error><Code>AccessDenied</Code><Message>No.</Message></Error>'),
  ).toEqual({
    status: 403,
    code: 'AccessDenied',
    message: 'No.',
  })
  expect(parseRefusal(404, 'Not Found', '')).toEqual({ status: 404, code: '404 Not Found', message: '' })
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.stringMatching(/^&#x?[0-9a-f]{1,9};$/), (text, entity) => {
      expect(parseRefusal(500, '', `${text}<Message>${entity}</Message>`).status).toBe(500)
    }),
  )
})
