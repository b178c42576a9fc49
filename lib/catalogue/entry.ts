import type { DescribedModel } from '@/lib/facts/described-model'

/** A model as a catalogue source finds it, its image not read yet. */
export type CatalogueEntry = DescribedModel & { readImage(): Promise<Buffer> }
