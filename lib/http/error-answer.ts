import { readFileSync } from 'node:fs'
import { STATUS_CODES } from 'node:http'
import { isForPrograms } from './addresses'
import { MODEL_NOT_FOUND, PAGE_NOT_FOUND } from './not-found-words'
import { PROBLEM_TYPE, problemDetails } from './problem'
import type { Refusal } from './refusal'
import { securityHeaders } from './security-headers.mjs'

export type ErrorAnswer = { status: number; headers: Record<string, string | number>; body: Buffer }

const TITLES: Record<number, string> = {
  400: 'That address does not work',
  405: 'Not to be done here',
  408: 'Too slow',
  413: 'Too much',
  414: 'Too long',
  431: 'Too long',
  500: 'That did not work',
  503: 'Not available at the moment',
}

/**
 * Makes what writes answers to requests that went wrong: problem details for programs, a page in the site's look for
 * people.
 *
 * @param pageFile the page that Next made of app/not-found.tsx, as HTML; while it is not there, pages are plain
 */
export function errorAnswerer(
  pageFile: string,
): (path: string, accept: string | undefined, refusal: Refusal) => ErrorAnswer {
  const template = staticPage(pageFile)
  return (path, accept, { status, detail, headers = {} }) => {
    const isProblem = isForPrograms(path) || prefersJson(accept)
    const body = Buffer.from(
      isProblem
        ? JSON.stringify(problemDetails(status, detail))
        : page(template, wordsOf(path, status, detail)),
    )
    return {
      status,
      headers: {
        ...securityHeaders(),
        ...headers,
        'cache-control': 'no-store',
        'content-type': isProblem ? PROBLEM_TYPE : 'text/html; charset=utf-8',
        'content-length': body.byteLength,
      },
      body,
    }
  }
}

function prefersJson(accept = ''): boolean {
  return /\bjson\b/i.test(accept) && !/\bhtml\b/i.test(accept)
}

type Words = typeof PAGE_NOT_FOUND

function wordsOf(path: string, status: number, detail: string): Words {
  if (status === 404) return path.startsWith('/models/') ? MODEL_NOT_FOUND : PAGE_NOT_FOUND
  return { title: TITLES[status] ?? STATUS_CODES[status] ?? 'That did not work', detail }
}

function page(template: string, { title, detail }: Words): string {
  return template
    .replaceAll(PAGE_NOT_FOUND.title, () => escaped(title))
    .replaceAll(PAGE_NOT_FOUND.detail, () => escaped(detail))
}

/** A page without its scripts, which would put the words of the page that it was back in. */
function staticPage(file: string): string {
  let html: string
  try {
    html = readFileSync(file, 'utf8')
  } catch {
    html = PLAIN_PAGE
  }
  return html.replaceAll(/<script\b[^]*?<\/script>|<link\b[^>]*\bas="script"[^>]*>/g, '')
}

const PLAIN_PAGE = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${PAGE_NOT_FOUND.title} · Rec-a-Sketch</title></head>
<body><main><h1>${PAGE_NOT_FOUND.title}</h1><p>${PAGE_NOT_FOUND.detail}</p>
<p><a href="/">Look through all models</a></p></main></body></html>`

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character)
}
