import '@fontsource-variable/instrument-sans/wght.css'
import '@fontsource/instrument-serif/400.css'
import '@fontsource/instrument-serif/400-italic.css'
import './globals.css'
import type { Metadata, Viewport } from 'next'
import { type ReactNode, Suspense } from 'react'
import { FocusKeeper } from '@/components/layout/focus-keeper'
import { HeartsProvider } from '@/components/hearts/hearts-settings'
import { SearchBox } from '@/components/layout/search-box'
import { MarksKeeper } from '@/components/marks/marks-keeper'
import { MarksTray } from '@/components/marks/marks-tray'
import { SiteFooter } from '@/components/layout/site-footer'
import { SiteHeader } from '@/components/layout/site-header'
import { PictureSearchProvider } from '@/components/pictures/picture-search'
import { PictureSearchView } from '@/components/pictures/picture-search-view'
import { PictureSlot } from '@/components/pictures/picture-slot'
import { readHeartsSettings } from '@/lib/serving/hearts-shown'

export const metadata: Metadata = {
  title: { default: 'Rec-a-Sketch', template: '%s · Rec-a-Sketch' },
  description: 'Pick a 3D model, see the ones that look like it.',
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fcfbf9' },
    { media: '(prefers-color-scheme: dark)', color: '#141413' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const hearts = await readHeartsSettings()
  return (
    <html lang="en">
      <body className="flex min-h-dvh flex-col">
        <a
          href="#content"
          className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-10 focus:rounded-full focus:bg-ink focus:px-5 focus:py-2.5 focus:text-ground"
        >
          Skip to the content
        </a>
        <HeartsProvider settings={hearts}>
          <PictureSearchProvider>
            <SiteHeader
              // Not within Suspense: React would put it in the place of a fallback, together with what is typed there by then.
              search={
                <SearchBox>
                  <PictureSlot />
                </SearchBox>
              }
            />
            <main
              id="content"
              tabIndex={-1}
              className="relative mx-auto w-full max-w-360 grow px-5 outline-none sm:px-10"
            >
              <PictureSearchView>{children}</PictureSearchView>
            </main>
          </PictureSearchProvider>
        </HeartsProvider>
        <SiteFooter />
        <Suspense>
          <MarksTray />
          <MarksKeeper />
          <FocusKeeper />
        </Suspense>
      </body>
    </html>
  )
}
