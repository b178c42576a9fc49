import { expect, it } from 'vitest'
import { MAX_UPLOAD_BYTES } from '@/lib/facts/picture-bounds'
import { fetchPicture } from '@/lib/serving/online/fetch-picture'
import { body, sketchfabServer, status } from '../../setup/sketchfab-server'

const SKETCHFAB = { apiUrl: 'https://api.sketchfab.com/v3' }

it('fetches what is at an address, and sends nothing along', async () => {
  const server = await sketchfabServer(1)
  const picture = await fetchPicture(`${server.origin}/thumbnails/0/512x288.png`, server)
  expect([...picture.subarray(1, 4)]).toEqual([...Buffer.from('PNG')])
  expect(server.headers[0]).toMatchObject({
    accept: 'image/*',
    'user-agent': expect.stringContaining('rec-a-sketch'),
  })
  expect(server.headers[0]).not.toHaveProperty('cookie')
  expect(server.headers[0]).not.toHaveProperty('authorization')
})

it.each([
  'x.jpg',
  '',
  'file:///etc/passwd',
  'ftp://example.org/x.jpg',
  'data:image/png;base64,AAAA',
  'https://me:secret@example.org/x.jpg',
  'https://example.org:8443/x.jpg',
  'http://example.org:22/',
])('takes %s for no address of a picture', async (address) => {
  await expect(fetchPicture(address, SKETCHFAB)).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('That is no address of a picture.'),
  })
})

it('takes none of thousands of characters', async () => {
  const long = `https://example.org/${'x'.repeat(2_000)}`
  await expect(fetchPicture(long, SKETCHFAB)).rejects.toMatchObject({ status: 400 })
})

it.each([
  'http://127.0.0.1/x.jpg',
  'http://localhost/x.jpg',
  'http://2130706433/x.jpg',
  'http://0x7f.1/x.jpg',
  'http://0.0.0.0/x.jpg',
  'http://[::1]/x.jpg',
  'http://[::ffff:10.0.0.1]/x.jpg',
  'http://10.0.0.1/x.jpg',
  'http://192.168.1.1/x.jpg',
  'http://169.254.169.254/latest/meta-data/',
])('never fetches %s, which is of the local network', async (address) => {
  const refused = await fetchPicture(address, SKETCHFAB).catch((error: unknown) => error)
  expect(refused).toMatchObject({
    status: 400,
    message: expect.stringMatching(/ is not on the public internet, or leads to what is not\./),
  })
})

it('follows no redirect from the configured server to another on its network', async () => {
  const hidden = await sketchfabServer(1)
  const server = await sketchfabServer(1)
  server.interfere = (_, response) =>
    status(response, 302, { location: `${hidden.origin}/thumbnails/0/1.png` })
  await expect(fetchPicture(`${server.origin}/x.jpg`, server)).rejects.toMatchObject({ status: 422 })
  expect(hidden.requests).toEqual([])
})

it('says what the other site answered', async () => {
  const server = await sketchfabServer(1)
  await expect(fetchPicture(`${server.origin}/nothing.jpg`, server)).rejects.toMatchObject({
    status: 422,
    message: 'The picture could not be fetched: the server answered 404.',
  })
  server.interfere = (_, response) => status(response, 500)
  await expect(fetchPicture(`${server.origin}/x.jpg`, server)).rejects.toMatchObject({
    status: 422,
    message: 'The picture could not be fetched: the server answered 500.',
  })
  server.interfere = (_, response) => status(response, 429, { 'retry-after': '86400' })
  await expect(fetchPicture(`${server.origin}/x.jpg`, server)).rejects.toMatchObject({ status: 422 })
  expect(server.requests).toHaveLength(3)
})

it('reads no more than a picture may have', async () => {
  const server = await sketchfabServer(1)
  server.interfere = (_, response) => body(response, new Uint8Array(MAX_UPLOAD_BYTES + 1))
  await expect(fetchPicture(`${server.origin}/x.jpg`, server)).rejects.toMatchObject({
    status: 413,
    message: expect.stringContaining('has more than 20 MB'),
  })
})

it('waits for no server for long', async () => {
  const server = await sketchfabServer(1)
  server.interfere = () => true
  await expect(fetchPicture(`${server.origin}/x.jpg`, { ...server, maxSeconds: 0.2 })).rejects.toMatchObject({
    status: 504,
    message: expect.stringContaining('did not send the picture within 0.2 s'),
  })
})
