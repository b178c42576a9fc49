import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UnreadableAnswerError } from '@/lib/catalogue/sketchfab/bounded-json'
import { parseListingAnswer } from '@/lib/catalogue/sketchfab/listing-answer'
import {
  chooseThumbnail,
  isNoAi,
  parseModelAnswer,
  toSketchfabModel,
} from '@/lib/catalogue/sketchfab/model-answer'
import { apiModel, uidOf } from '../../setup/sketchfab-models'

const model = (changes: Record<string, unknown> = {}) =>
  toSketchfabModel(apiModel('https://media.sketchfab.com', 1, changes))
const json = (value: unknown) => Buffer.from(JSON.stringify(value))

describe('a model of the API', () => {
  it('is read with all that is kept of it', () => {
    expect(model()).toEqual({
      uid: uidOf(1),
      name: 'Model no. 1',
      description: 'What there is to say of 1',
      url: `https://sketchfab.com/3d-models/model-no-1-${uidOf(1)}`,
      embedUrl: `https://sketchfab.com/models/${uidOf(1)}/embed`,
      author: 'User 1',
      authorUrl: 'https://sketchfab.com/user1',
      license: 'CC0 Public Domain',
      tags: ['tag-1', 'wood'],
      categories: ['Category 1'],
      likeCount: 99_999,
      viewCount: 1,
      faceCount: 2,
      isDownloadable: false,
      isAnimated: false,
      ageRestricted: false,
      publishedAt: '2020-01-02T03:04:05.678Z',
      thumbnailUrl: `https://media.sketchfab.com/thumbnails/${uidOf(1)}/512x288.png`,
    })
  })

  it.each([
    ['CC Attribution', 'CC Attribution'],
    [{ label: 'CC0 Public Domain', slug: 'cc0' }, 'CC0 Public Domain'],
    [{ slug: 'st' }, null],
    [null, null],
    ['', null],
    [undefined, null],
  ])('has the licence %j as %j', (license, expected) => {
    expect(model({ license }).license).toBe(expected)
  })

  it.each([
    [3, true],
    [0, false],
    [null, false],
    [undefined, false],
  ])('with %s animations is animated: %s', (animationCount, isAnimated) => {
    expect(model({ animationCount }).isAnimated).toBe(isAnimated)
  })

  it('needs nothing but its uid', () => {
    const uid = uidOf(5)
    expect(toSketchfabModel({ uid })).toMatchObject({
      name: uid,
      description: null,
      url: `https://sketchfab.com/3d-models/${uid}`,
      embedUrl: `https://sketchfab.com/models/${uid}/embed`,
      author: null,
      tags: [],
      likeCount: 0,
      faceCount: null,
      ageRestricted: false,
      publishedAt: null,
      thumbnailUrl: null,
    })
  })

  it('leads nowhere but to Sketchfab', () => {
    const elsewhere = [
      'javascript:alert(1)',
      'https://sketchfab.com.example.org/',
      'http://sketchfab.com/x',
      'x',
    ]
    for (const address of elsewhere) {
      const { url, embedUrl, authorUrl } = model({
        viewerUrl: address,
        embedUrl: address,
        user: { username: 'a', profileUrl: address },
      })
      expect([url, embedUrl, authorUrl]).toEqual([
        `https://sketchfab.com/3d-models/${uidOf(1)}`,
        `https://sketchfab.com/models/${uidOf(1)}/embed`,
        null,
      ])
    }
  })

  it('is bounded in all that it says', () => {
    const much = model({
      name: `a\u0000\n${'b'.repeat(10_000)}`,
      description: 'c'.repeat(1_000_000),
      tags: Array.from({ length: 1_000 }, (_, place) => ({ slug: `tag-${place}` })),
    })
    expect(much.name).toMatch(/^a b{298}$/)
    expect(much.description).toHaveLength(10_000)
    expect(much.tags).toHaveLength(100)
  })

  it('is composed, and cut between characters: none is left in halves', () => {
    const texts = model({
      name: '👩‍👩‍👧'.repeat(100),
      description: `${'x'.repeat(9_999)}🐉`,
      user: { username: `${'x'.repeat(299)}🐉` },
      tags: [
        { slug: 'Möbel'.normalize('NFD') },
        { slug: 'Möbel' },
        { slug: `${'t'.repeat(99)}e\u0301\u0323` },
      ],
      license: 'half \ud83d of a pair',
    })
    expect(texts.name).toBe('👩‍👩‍👧'.repeat(37))
    expect(texts.description).toBe('x'.repeat(9_999))
    expect(texts.author).toBe('x'.repeat(299))
    expect(texts.tags).toEqual(['Möbel'.normalize('NFC'), 't'.repeat(99)])
    expect(texts.license).toBe('half \ufffd of a pair')
  })

  it.each([
    { uid: '../../x' },
    { uid: 7 },
    { name: ['x'] },
    { likeCount: '7' },
    { likeCount: -1 },
    { tags: 'wood' },
    { thumbnails: { images: [{ url: 1 }] } },
    { isAgeRestricted: 'no' },
  ])('is refused with %j', (changes) => {
    expect(() => model(changes)).toThrow(UnreadableAnswerError)
    expect(() => model(changes)).toThrow(Object.keys(changes)[0])
  })

  it.each([
    [[{ slug: 'noai' }], true],
    [[{ slug: 'NoAI' }], true],
    [[{ slug: 'noair' }], false],
  ])('tagged %j is closed to machines: %j', (tags, expected) => {
    expect(isNoAi(model({ tags }))).toBe(expected)
  })
})

describe('the thumbnail', () => {
  const image = (width: number, height: number) => ({ url: `${width}x${height}`, width, height })

  it.each([
    [[image(1920, 1080), image(1024, 576), image(512, 288), image(256, 144)], '512x288'],
    [[image(144, 256), image(288, 512), image(576, 1024)], '288x512'],
    [[image(200, 200), image(199, 900)], '200x200'],
    [[image(64, 36), image(256, 144)], '256x144'],
    [[], null],
  ])('of %j is the smallest that is large enough, else the largest', (images, expected) => {
    expect(chooseThumbnail(images)).toBe(expected)
  })
})

describe('an answer', () => {
  it('is read as a page: models, what could not be read, and where it goes on', () => {
    const good = apiModel('https://media.sketchfab.com', 1)
    const { models, refused, next } = parseListingAnswer(
      json({
        results: [good, { uid: '../../x' }, null, [], { ...good, likeCount: {} }],
        next: 'https://x/?cursor=a',
      }),
    )
    expect(models).toHaveLength(1)
    expect(refused.map(({ uid }) => uid)).toEqual(['../../x', null, null, good.uid])
    expect(next).toBe('https://x/?cursor=a')
    expect(parseListingAnswer(json({ results: [], next: null })).next).toBeNull()
  })

  it.each([
    ['<!doctype html><title>Maintenance</title>', 'not JSON: it starts with “<!doctype html>'],
    ['', 'not JSON'],
    ['{"results": [', 'not JSON'],
    ['[]', 'not a page of models'],
    ['{"results": {}}', 'not a page of models (results'],
    ['{"results": [], "next": 7}', 'not a page of models (next'],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'nested deeper than 32 levels'],
    [`{"results": [], "x": ${'{"a":'.repeat(50)}1${'}'.repeat(50)}}`, 'nested deeper than 32 levels'],
    [JSON.stringify({ results: Array.from({ length: 201 }, () => 0) }), 'not a page of models (results'],
  ])('%.40s is none', (text, message) => {
    expect(() => parseListingAnswer(Buffer.from(text))).toThrow(message)
    expect(() => parseListingAnswer(Buffer.from(text))).toThrow(UnreadableAnswerError)
  })

  it('may have brackets in its texts', () => {
    const name = `[[[[${'{'.repeat(100)}\\"`
    expect(parseModelAnswer(json({ uid: uidOf(1), name }), uidOf(1)).name).toBe(name)
  })

  it('about another model than was asked for is not taken', () => {
    expect(() => parseModelAnswer(json(apiModel('', 2)), uidOf(1))).toThrow(`about the model ${uidOf(2)}`)
  })

  it('gives models or a reason, whatever it is', () => {
    const answer = fc.oneof(
      fc.json().map((text) => Buffer.from(text)),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.record({ results: fc.array(fc.jsonValue()), next: fc.jsonValue() }).map(json),
      fc
        .record({
          uid: fc.constant(uidOf(1)),
          tags: fc.jsonValue(),
          user: fc.jsonValue(),
          license: fc.jsonValue(),
        })
        .map((item) => json({ results: [item] })),
    )
    fc.assert(
      fc.property(answer, (body) => {
        try {
          parseListingAnswer(body)
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableAnswerError)
        }
      }),
    )
  })
})
