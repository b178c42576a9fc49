import type { z } from 'zod'
import type { Kind } from '@/lib/facts/kinds'
import type { CardView } from '@/lib/serving/views'
import type {
  auditListSchema,
  crawlSchema,
  estimateSchema,
  failureSchema,
  indexRunSchema,
  logSchema,
  workerListSchema,
} from './schemas'

export type IndexRunView = z.infer<typeof indexRunSchema>
export type CrawlView = z.infer<typeof crawlSchema>
/** What the runs of every job have. */
export type RunView = Pick<CrawlView, keyof CrawlView & keyof IndexRunView>
export type FailureView = z.infer<typeof failureSchema>
export type EstimateView = z.infer<typeof estimateSchema>
export type WorkerListView = z.infer<typeof workerListSchema>
export type WorkerView = WorkerListView['workers'][number]
export type LogView = z.infer<typeof logSchema>
export type LogLineView = LogView['lines'][number]
export type AuditEntryView = z.infer<typeof auditListSchema>['entries'][number]

/** A stage of a run: as it is stored, and in words. */
export type StageView = { name: string; title: string }

/** A job as pages name it. */
export type JobView = {
  name: string
  /** Where the API has its runs, and where the dashboard. */
  address: string
  page: string
  /** What one of them is called. */
  noun: string
  /** What is kept of one that is cancelled or deleted, and what is lost, in sentences. */
  cancelled: string
  deleted: string
  stages: readonly StageView[]
}

/** What the dashboard's first page follows: the active run, and the number of the last one. */
export type ActivityView = {
  active: IndexRunView | null
  latestId: number | null
  /** The crawl that is active, if one is. */
  crawlId: number | null
}

/** What a page says of the form that it was sent back from. */
export type NoticeView = {
  text: string
  /** What is wrong, by the name of the field. */
  fields: Record<string, string>
  /** What was filled in, by the name of the field. */
  values: Record<string, string>
}

/** What a run has made of a kind of neighbours. */
export type KindView = {
  kind: Kind
  /** How many models have a list. */
  modelCount: number
  /** Why there are none; null where there are. */
  skipped: string | null
  /** Null for kinds other than likes. */
  learnedFrom: { likes: number; users: number } | null
}

/** Failures for the same reason. */
export type FailureGroupView = { reason: string; failures: FailureView[] }

/** A recipe that can be chosen, and whether its network is here. */
export type RecipeView = { name: string; isReady: boolean }

type PictureView = Pick<CardView, 'uid' | 'name' | 'thumbnailUrl' | 'ageRestricted'>

/** A model and its first neighbours under two runs. */
export type ReviewSampleView = { model: PictureView; before: PictureView[]; after: PictureView[] }

/** What the catalogue holds, and what it takes on the disk. */
export type InventoryView = {
  sources: { source: string; models: number; withoutThumbnail: number }[]
  storage: { what: string; bytes: number }[]
  /** Where thumbnails are that are not on the disk; null where all are. */
  elsewhere: string | null
}

/** What this installation is, without secrets. */
export type SystemView = { name: string; value: string }[]

/** A model of a group of near-duplicates, as the dashboard shows it. */
export type GroupMemberView = {
  uid: string
  name: string
  author: string | null
  likeCount: number
  thumbnailUrl: string
  ageRestricted: boolean
}

/** A group of near-duplicates: what is folded, and what an admin keeps apart from it. Of many models the first are listed. */
export type NearDuplicateGroupView = {
  group: number
  /** How many are folded, listed or not. */
  count: number
  models: GroupMemberView[]
  apart: GroupMemberView[]
}

/** One page of the groups of the published run; `run` is null while nothing is published. */
export type NearDuplicatesView = {
  run: number | null
  total: { groups: number; models: number }
  groups: NearDuplicateGroupView[]
  /** Null on the last page. */
  nextAfter: number | null
}
