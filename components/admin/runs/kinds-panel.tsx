import type { KindView } from '@/lib/admin/views'
import { Figure, Figures } from '@/components/ui/figures'
import { Aside } from '@/components/ui/table'

const NAMES: Record<KindView['kind'], string> = {
  visual: 'Looks alike',
  likes: 'Liked by the same people',
  tags: 'About the same thing',
}

/** What a run says of models, kind by kind, or why it says nothing. */
export function KindsPanel({ kinds }: { kinds: KindView[] }) {
  if (kinds.length === 0) return null
  return (
    <section aria-labelledby="kinds" className="mt-14">
      <h2 id="kinds" className="mb-5 text-3xl">
        Similar by
      </h2>
      <Figures>
        {kinds.map(({ kind, modelCount, skipped, learnedFrom }) => (
          <Figure key={kind} name={NAMES[kind]}>
            {skipped ?? `${modelCount.toLocaleString('en')} ${modelCount === 1 ? 'model' : 'models'}`}
            {learnedFrom && (
              <Aside>
                Learned from {counted(learnedFrom.likes, 'like')} of{' '}
                {learnedFrom.users === 1 ? 'one person' : `${learnedFrom.users.toLocaleString('en')} people`}
              </Aside>
            )}
          </Figure>
        ))}
      </Figures>
    </section>
  )
}

const counted = (count: number, noun: string) =>
  `${count.toLocaleString('en')} ${count === 1 ? noun : `${noun}s`}`
