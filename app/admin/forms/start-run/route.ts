import { formAnswer, formPage } from '@/lib/admin/forms/form-answer'
import { startRunByForm } from '@/lib/admin/forms/runs'

export const GET = formPage
export const POST = formAnswer(startRunByForm)
