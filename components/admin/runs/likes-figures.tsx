import { Aside, FigureCell, Table } from '@/components/ui/table'
import type { LikesFiguresView } from '@/lib/admin/views'

const NAMES: Record<string, string> = { popularity: 'Popularity', rp3beta: 'RP3beta', als: 'Likes (ALS)' }

const HEADS = ['Precision@10', 'NDCG@10', 'Hit rate@24', 'Of the tail', 'Coverage@24']

/** What a run has learned from likes, measured, beside what is popular and RP3beta. */
export function LikesFigures({ figures: { facts, ways, seconds } }: { figures: LikesFiguresView }) {
  const count = (value: number) => value.toLocaleString('en')
  return (
    <section aria-labelledby="likes-figures" className="mt-14">
      <h2 id="likes-figures" className="mb-3 text-3xl">
        What likes are worth
      </h2>
      <p className="mb-5 max-w-2xl text-sm text-muted">
        Learned once more without {count(facts.test)} likes of {count(facts.testUsers)} users, and measured by
        those: how many are among the first ten for a user, and among the 24 on the pages of what the user
        likes. Below each figure is its standard error. It took {count(Math.round(seconds))} seconds.
      </p>
      <Table
        label="What likes are worth"
        heads={[{ name: '' }, ...HEADS.map((name) => ({ name, isFigure: true }))]}
      >
        {ways.map(({ name, users, pages }) => (
          <tr key={name}>
            <th scope="row">{NAMES[name] ?? name}</th>
            {[users?.precisionAt10, users?.ndcgAt10, pages.hitRateAt24, pages.tailHitRateAt24].map(
              (value, place) => (
                <FigureCell key={HEADS[place]}>
                  {value ? value.mean.toFixed(4) : '–'}
                  {value && <Aside>±{value.standardError.toFixed(4)}</Aside>}
                </FigureCell>
              ),
            )}
            <FigureCell>{pages.coverageAt24.toFixed(3)}</FigureCell>
          </tr>
        ))}
      </Table>
    </section>
  )
}
