import type { z } from 'zod'
import type { auditListSchema, estimateSchema, failureSchema, indexRunSchema, logSchema } from './schemas'

export type IndexRunView = z.infer<typeof indexRunSchema>
export type FailureView = z.infer<typeof failureSchema>
export type EstimateView = z.infer<typeof estimateSchema>
export type LogView = z.infer<typeof logSchema>
export type LogLineView = LogView['lines'][number]
export type AuditEntryView = z.infer<typeof auditListSchema>['entries'][number]

/** What the dashboard's first page follows: the active run, or the last one. */
export type ActivityView = { active: IndexRunView | null; latestId: number | null }
