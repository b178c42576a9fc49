import { scaledTo, type NetworkFacts } from '../network'

/** Of the network that tells an object from what is behind it; the digest is of its weights' file. */
export const groundFacts: NetworkFacts = {
  scaling: scaledTo(-1, 1),
  digest: '4c2a387c4074270e83f2cdaecddffcb1fb3e65d307e8be4967c43b5908180612',
}
