import { z } from 'zod'

const LEVELS: Record<number, LogLine['level']> = { 10: 'debug', 20: 'debug', 30: 'info', 40: 'warn' }

export type LogLine = {
  time: string
  level: 'debug' | 'info' | 'warn' | 'error'
  message: string
  /** What else the line tells, by name. */
  fields: Record<string, unknown>
}

const line = z.looseObject({ level: z.number(), time: z.number(), msg: z.string().default('') })

/** A line as pino writes it; null for one that is none, as an interrupted write leaves it. */
export function parseLogLine(text: string): LogLine | null {
  try {
    const { level, time, msg, ...fields } = line.parse(JSON.parse(text))
    return {
      time: new Date(time).toISOString(),
      level: LEVELS[level] ?? 'error',
      message: msg,
      fields,
    }
  } catch {
    return null
  }
}
