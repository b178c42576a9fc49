import type { RunLikesFigures } from '@/lib/evaluation/likes/run-figures'

const mean = (value: number) => ({ mean: value, standardError: 0.0021, count: 80 })

/** Figures of likes as a run keeps them. */
export const madeUpLikesFigures: RunLikesFigures = {
  inputDigest: 'digest',
  facts: {
    likes: 1500,
    users: 100,
    models: 50,
    train: 1300,
    test: 200,
    testUsers: 80,
    headModels: 9,
    tags: 3,
  },
  settings: {
    als: { factors: 8, regularisation: 1, alpha: 5, iterations: 2 },
    popularityExponent: 1,
    rp3beta: { beta: 0.4, kept: 200 },
  },
  ways: [
    {
      name: 'als',
      users: {
        precisionAt10: mean(0.1234),
        recallAt10: mean(0.2),
        mapAt10: mean(0.1),
        ndcgAt10: mean(0.3456),
        coverageAt10: 0.5,
      },
      pages: {
        hitRateAt24: mean(0.0987),
        tailHitRateAt24: null,
        byLikes: [null, mean(0.1), null, null, null],
        coverageAt24: 0.912,
        meanLength: 24,
      },
      seconds: 3,
    },
  ],
  seconds: 12.4,
}
