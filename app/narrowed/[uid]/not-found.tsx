export { default } from '@/app/models/[uid]/not-found'
