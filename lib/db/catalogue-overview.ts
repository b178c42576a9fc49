import type { PrismaClient } from './generated/client'

/** How many models are listed. */
export function countListedModels(prisma: PrismaClient): Promise<number> {
  return prisma.model.count({ where: { isListed: true } })
}

export type CategoryCount = { name: string; count: number }

/** The categories of listed models, most models first. */
export async function countByCategory(prisma: PrismaClient): Promise<CategoryCount[]> {
  const rows = await prisma.category.findMany({
    select: {
      name: true,
      _count: { select: { models: { where: { model: { isListed: true } } } } },
    },
    orderBy: { name: 'asc' },
  })
  return rows
    .map(({ name, _count }) => ({ name, count: _count.models }))
    .filter(({ count }) => count > 0)
    .sort((one, other) => other.count - one.count)
}

/** What readers are told about an index run. */
export type RunSummary = { id: number; recipe: string; modelCount: number; publishedAt: Date | null }

export function findRunSummary(prisma: PrismaClient, runId: number): Promise<RunSummary | null> {
  return prisma.indexRun.findUnique({
    where: { id: runId },
    select: { id: true, recipe: true, modelCount: true, publishedAt: true },
  })
}
