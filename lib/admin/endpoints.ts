import 'server-only'
import { z } from 'zod'
import { env } from '@/lib/facts/env'
import { addressesOf } from '@/lib/http/addresses'
import { requestAnswerer } from '@/lib/http/answer-requests'
import { type Endpoint, endpoint, json } from '@/lib/http/endpoint'
import { openApiDocument } from '@/lib/http/openapi'
import { database } from '@/lib/serving/database'
import { collectLikes } from '@/lib/serving/collect-likes'
import { getHealth } from '@/lib/serving/health'
import { getModel, listModels } from '@/lib/serving/models'
import { listNearDuplicates } from '@/lib/serving/near-duplicates'
import { listSimilarToAddress } from '@/lib/serving/online/similar-to-address'
import { getPictureImage } from '@/lib/serving/picture-page'
import { listSimilarModels } from '@/lib/serving/list-similar'
import { listSimilarToMarks } from '@/lib/serving/similar-to-marks'
import { listSimilarToPicture } from '@/lib/serving/similar-to-picture'
import { listRecommendations } from '@/lib/serving/recommendations'
import { listSuggestions } from '@/lib/serving/suggestions'
import { getThumbnail } from '@/lib/serving/thumbnails'
import { admit } from './access/admit'
import { logIn, logOut } from './access/login'
import { SESSION_COOKIE } from './access/session-cookie'
import { getAuditEntries } from './audit'
import { formEndpoints } from './forms/endpoints'
import { searchByPicture } from './picture-form'
import { crawlEndpoints, indexRunEndpoints } from './runs/endpoints'
import { listSuggestedTags } from './suggested-tags'
import { getWorkers } from './workers'

const getOpenApi = endpoint({
  route: 'GET /api/openapi.json',
  access: 'anybody',
  isKept: true,
  operationId: 'getOpenApi',
  summary: 'This document',
  answers: { 200: json(z.unknown().meta({ type: 'object' }), 'OpenAPI 3.1') },
  respond: () => openApiDocument(endpoints, SESSION_COOKIE, env().siteUrl),
})

/** All that is answered by something else than a page or a file. */
const endpoints: Endpoint[] = [
  getHealth,
  listModels,
  getModel,
  listSimilarModels,
  listSuggestions,
  listSimilarToMarks,
  listSimilarToPicture,
  listSimilarToAddress,
  listNearDuplicates,
  listRecommendations,
  collectLikes,
  getOpenApi,
  logIn,
  logOut,
  ...indexRunEndpoints,
  ...crawlEndpoints,
  getWorkers,
  listSuggestedTags,
  getAuditEntries,
  getThumbnail,
  getPictureImage,
  searchByPicture,
  ...formEndpoints,
]

export const addresses = addressesOf(endpoints)

/** Answers a request to any of them, or says that there is nothing. */
export const answerRequest = requestAnswerer({
  addresses,
  admit,
  meaningOf: (error) => database().troubleOf(error),
})
