import { logIn, logOut } from '@/lib/admin/access/login'
import { answer } from '@/lib/serving/answer'

export const POST = answer((request) => logIn(request))
export const DELETE = answer((request) => logOut(request))
