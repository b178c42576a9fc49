import type { Metadata } from 'next'
import Link from 'next/link'
import { SlashKeySwitch } from '@/components/layout/slash-key-switch'
import { LONE_LINK, TEXT_LINK } from '@/components/ui/looks'

export const metadata: Metadata = {
  title: 'About',
  description: 'What Rec-a-Sketch is, how it finds what looks alike, and whose work it stands on.',
}

// The search box reads the address, which says nothing to this page.
export const dynamic = 'force-static'

const CREDITS = [
  {
    name: 'Fluent emoji',
    by: 'Microsoft',
    what: 'The 3D renders of the sample catalogue, from the package @lobehub/fluent-emoji-3d. MIT licence.',
    href: 'https://github.com/microsoft/fluentui-emoji',
  },
  {
    name: 'Emojibase',
    by: 'Miles Johnson',
    what: 'Names, tags and categories of the sample catalogue, from the package emojibase-data. MIT licence.',
    href: 'https://github.com/milesj/emojibase',
  },
  {
    name: 'NSFW JS',
    by: 'Infinite Red',
    what: 'Carries the encoders: MobileNetV2 and Inception V3, trained on ImageNet. Cut in the middle, where they see shapes and materials and do not judge yet. MIT licence.',
    href: 'https://github.com/infinitered/nsfwjs',
  },
  {
    name: 'ONNX Runtime',
    by: 'Microsoft',
    what: 'Runs the encoders, and the search for neighbours. MIT licence.',
    href: 'https://onnxruntime.ai',
  },
  {
    name: 'TensorFlow.js',
    by: 'Google',
    what: 'The form in which encoders are read; it runs them too, where it is asked to. Apache 2.0 licence.',
    href: 'https://www.tensorflow.org/js',
  },
  {
    name: 'Instrument Sans and Instrument Serif',
    by: 'Rodrigo Fuenzalida, Jordan Egstad',
    what: 'The type on these pages. SIL Open Font License.',
    href: 'https://github.com/Instrument/instrument-sans',
  },
]

export default function AboutPage() {
  return (
    <div className="mx-auto max-w-2xl pt-10 text-base/relaxed sm:pt-16">
      <h1 className="text-5xl leading-none sm:text-6xl">Looks, compared</h1>
      <div className="mt-8 space-y-5">
        <p>
          Rec-a-Sketch is a gallery of 3D models that knows which of them look alike. Pick one by its picture,
          and the rest of the catalogue is put in order of resemblance to it. An arrow leads out, to where the
          model itself is.
        </p>
      </div>

      <Section title="How it works">
        <p>
          Nobody tells it what is in a picture. Each thumbnail is shown to a neural network that learned to
          see on a million photographs. Halfway through, before the network would name what it sees, it holds
          a long list of numbers about shapes, edges and materials. Those numbers, averaged over the picture
          and brought down to their few hundred most telling combinations, are the model’s vector.
        </p>
        <p>
          Two pictures are as similar as their vectors point in the same direction. Every vector is compared
          with every other, exactly and ahead of time, and the closest ones of each model are kept. A page
          here only looks them up, which is why it is quick.
        </p>
        <p>
          The words under a picture say how likely both models are of one kind: “Nearly the same” from 80 in
          100 on, “Close” from 50, “Same mood” from 25. How likely that is at which distance is learned from
          the catalogue’s labels where it has them, and else estimated from how much nearer neighbours are
          than models that are paired at random. Where nothing is close any more, the list ends.
        </p>
      </Section>

      <Section title="Where it comes from">
        <p>
          In 2016 Ethan Rosenthal wrote{' '}
          <a
            className={TEXT_LINK}
            href="https://www.ethanrosenthal.com/2016/12/05/recasketch-keras/"
            target="_blank"
            rel="noopener"
          >
            Using Keras’ Pretrained Neural Networks for Visual Similarity Recommendations
            <span className="sr-only"> (opens in a new tab)</span>
          </a>{' '}
          and built Rec-a-Sketch, an app that did this for Sketchfab. This is that idea, made again from the
          ground up: his is the thought, the name, and the habit of wandering from picture to picture.
        </p>
      </Section>

      <Section title="With thanks to">
        <ul role="list" className="divide-y divide-line border-y border-line">
          {CREDITS.map(({ name, by, what, href }) => (
            <li key={name} className="py-4">
              <p className="flex flex-wrap items-baseline justify-between gap-x-6">
                <a href={href} target="_blank" rel="noopener" className={`${LONE_LINK} font-medium`}>
                  {name}
                  <span className="sr-only"> (opens in a new tab)</span>
                </a>
                <span className="text-sm text-muted">{by}</span>
              </p>
              <p className="mt-1 text-sm text-muted">{what}</p>
            </li>
          ))}
        </ul>
      </Section>

      <Section title="By keyboard">
        <p>All of it works by keyboard alone: Tab goes from link to link, Enter follows.</p>
        <SlashKeySwitch />
      </Section>

      <Section title="For programs">
        <p>
          Everything here is also there as JSON, and{' '}
          <a className={TEXT_LINK} href="/api/openapi.json">
            described in OpenAPI
          </a>
          . Or go back and{' '}
          <Link className={TEXT_LINK} href="/" prefetch={false}>
            look around
          </Link>
          .
        </p>
      </Section>
    </div>
  )
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="mt-14">
      <h2 className="text-3xl">{title}</h2>
      <div className="mt-5 space-y-5">{children}</div>
    </section>
  )
}
