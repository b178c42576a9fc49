import { formAnswer, formPage } from '@/lib/admin/forms/form-answer'
import { startCrawlByForm } from '@/lib/admin/forms/runs'

export const GET = formPage
export const POST = formAnswer(startCrawlByForm)
