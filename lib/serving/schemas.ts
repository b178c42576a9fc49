import { z } from 'zod'
import { BANDS } from '@/lib/facts/closeness'
import { KINDS } from '@/lib/facts/kinds'

// What anybody may read of the HTTP API. The OpenAPI document and the types of the views come from these.

export const modelSchema = z
  .object({
    uid: z.string(),
    name: z.string(),
    url: z.string().nullable().describe('The model’s own page, elsewhere'),
    thumbnailUrl: z
      .string()
      .describe(
        'A WebP, PNG or JPEG image of at most 512 pixels a side, with `?size=small` of 256; the path is relative to this server',
      ),
    thumbnailWidth: z.int().positive().describe('Pixels'),
    thumbnailHeight: z.int().positive().describe('Pixels'),
    thumbnailTint: z
      .string()
      .nullable()
      .describe(
        'The colour that a cut-out picture has most of, as `#rrggbb`; null for one that fills its frame',
      ),
    thumbnailFocus: z
      .int()
      .nullable()
      .describe('Where a cut to 4:3 lies within one that fills its frame, in percent of what is cut off'),
    author: z.string().nullable(),
    authorUrl: z.string().nullable().describe('The author’s own page, elsewhere'),
    license: z.string().nullable(),
    tags: z.array(z.string()),
    categories: z.array(z.string()),
    likeCount: z.int().nonnegative(),
    faceCount: z.int().nonnegative().nullable().describe('Null where nobody has counted'),
    downloadable: z.boolean().describe('Whether its own page offers it for download'),
    animated: z.boolean(),
    ageRestricted: z.boolean().describe('The thumbnail should be hidden until asked for'),
    nearDuplicates: z
      .object({
        group: z.int().positive().describe('The id of the group, under the published run'),
        count: z.int().positive().describe('How many others are in it'),
      })
      .nullable()
      .describe(
        'That others are the same thing once more: the same picture, or one that differs in a colour or a detail. Null where nothing is',
      ),
  })
  .meta({ id: 'Model', description: 'A 3D model in the catalogue' })

export const reasonSchema = z
  .object({
    kind: z.enum(KINDS),
    share: z
      .number()
      .min(0)
      .max(1)
      .describe(
        'Which part of the score comes from it, to a thousandth; of a blend, popularity has the rest',
      ),
    people: z
      .int()
      .min(3)
      .nullable()
      .describe(
        'How many like both; null where they are fewer than 3, so that nobody is singled out, and for other kinds than likes',
      ),
    tags: z.array(z.string()).describe('At most 3 tags that both have, the rarest first; of the kind tags'),
    text: z.string().describe('The same for a person'),
  })
  .meta({ id: 'Reason', description: 'Why a model stands in a list of similar ones' })

export const similarModelSchema = z
  .object({
    rank: z.int().positive().describe('1 is the most similar; with filters, of those that pass'),
    score: z
      .number()
      .describe(
        'How similar: as a cosine, 1 being the same; of a blend, the sum of weight / (60 + rank) over its kinds. Never increases with rank',
      ),
    closeness: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .describe(
        'How likely both are of one kind, as a probability to a hundredth; never increases with rank. Null where that is not known, as for other kinds than visual',
      ),
    band: z
      .enum(BANDS.map(({ band }) => band))
      .nullable()
      .describe(
        `What is said of that: ${BANDS.map(({ band, least }) => `${band} from ${least} on`).join(', ')}. Null where it is not known`,
      ),
    reasons: z.array(reasonSchema).describe('Why it stands here, the largest share first'),
    model: modelSchema,
  })
  .meta({ id: 'SimilarModel', description: 'One row of a model’s similar models' })

export const modelListSchema = z
  .object({
    models: z.array(modelSchema),
    nextCursor: z.string().nullable().describe('Pass as `cursor` for the next page; null on the last page'),
    meant: z
      .string()
      .nullable()
      .describe(
        'What the list has besides what the words of the query find, in a sentence; null for nothing',
      ),
  })
  .meta({ id: 'ModelList', description: 'One page of the models that match' })

export const suggestionSchema = z
  .discriminatedUnion('kind', [
    modelSchema
      .pick({
        uid: true,
        name: true,
        author: true,
        thumbnailUrl: true,
        thumbnailWidth: true,
        thumbnailHeight: true,
        thumbnailTint: true,
        thumbnailFocus: true,
        ageRestricted: true,
      })
      .extend({ kind: z.literal('model') }),
    z.object({
      kind: z.enum(['tag', 'author', 'category']),
      name: z.string(),
      count: z.int().positive().describe('How many models it has; 1000 stands for that many or more'),
    }),
  ])
  .meta({ id: 'Suggestion', description: 'Something that somebody may be typing the name of' })

export const suggestionListSchema = z
  .object({
    suggestions: z
      .array(suggestionSchema)
      .describe(
        'Of one kind after another, that with the closest name first: what was typed, whole words, beginnings, what may have been meant',
      ),
  })
  .meta({ id: 'SuggestionList', description: 'What somebody may be typing the name of, best first' })

export const similarListSchema = z
  .object({
    model: modelSchema,
    runId: z.int().positive().describe('The index run that the similar models are from'),
    recipe: z.string().describe('How that run turned thumbnails into vectors'),
    similar: z
      .array(similarModelSchema)
      .describe(
        'Of the kind visual, ends where nothing is close any more. Empty when nothing is, and when that run has none for it: it came later, is alone, its picture could not be used, nobody likes it, or it has no tag that others have',
      ),
  })
  .meta({ id: 'SimilarList', description: 'What is similar to a model, best first' })

export const markedListSchema = z
  .object({
    plus: z.array(modelSchema).describe('What the rest is near to'),
    minus: z.array(modelSchema).describe('What the rest is far from'),
    leftOut: z
      .array(z.string())
      .describe(
        'The uids of those that have no vector under that run: they came later, or have no picture that could be used',
      ),
    runId: z.int().positive().describe('The index run that the vectors are from'),
    recipe: z.string().describe('How that run turned thumbnails into vectors'),
    similar: z
      .array(similarModelSchema)
      .describe(
        'Without those that are marked. A score is that of the mean of the pluses, less a share of that of the minuses; how close that is, is not known',
      ),
  })
  .meta({ id: 'MarkedList', description: 'What is near to some models and far from others, best first' })

export const recommendationSchema = z
  .object({
    rank: z.int().positive().describe('1 is the best'),
    score: z
      .number()
      .describe('Higher is better, within one answer alone: by likes, by looks, or by both as one ranking'),
    model: modelSchema,
    reasons: z.array(reasonSchema).describe('Which way it was found, the largest share first'),
    because: z
      .array(
        z.object({
          uid: z.string(),
          name: z.string(),
          share: z.number().min(0).max(1).describe('Of all that speaks for it, to a thousandth'),
        }),
      )
      .describe('Those of the models that are liked that speak most for it: at most 3'),
  })
  .meta({ id: 'Recommendation', description: 'A model that somebody would like' })

export const recommendationListSchema = z
  .object({
    runId: z.int().positive().describe('The index run that recommends'),
    liked: z
      .array(modelSchema)
      .describe('What is liked, as far as the catalogue has it, in the order of the question'),
    disliked: z.array(modelSchema).describe('What is of no interest, likewise'),
    leftOut: z
      .array(z.string())
      .describe(
        'The uids of the question that nothing could be told by: the catalogue does not have them, or they came after that run',
      ),
    recommendations: z
      .array(recommendationSchema)
      .describe('Without what an opinion was given of, and what is the same thing as that'),
  })
  .meta({ id: 'RecommendationList', description: 'What somebody would like, best first' })

export const nearDuplicateListSchema = z
  .object({
    runId: z.int().positive().describe('The index run that found them'),
    groups: z
      .array(
        z.object({
          group: z.int().positive().describe('The id of the group, under this run'),
          models: z.array(modelSchema).describe('Those of the group that are listed, two or more'),
        }),
      )
      .describe('In the order of their ids'),
    nextCursor: z.string().nullable().describe('Pass as `cursor` for the next page; null on the last page'),
  })
  .meta({ id: 'NearDuplicateList', description: 'Models that are the same thing once more' })

export const similarPictureSchema = z
  .object({
    picture: z
      .object({
        hash: z.string().describe('SHA-256 of its pixels'),
        path: z
          .string()
          .describe(
            'Of a page that shows the same for a day, relative to this server; with `/image` behind it the picture itself, as it is kept',
          ),
        width: z.int().positive().describe('Pixels, as it is kept'),
        height: z.int().positive().describe('Pixels, as it is kept'),
      })
      .describe('What is kept of the picture: at most 512 pixels a side, and nothing but pixels'),
    runId: z.int().positive().describe('The index run that it was compared under'),
    recipe: z.string().describe('How that run turned thumbnails into vectors'),
    similar: z.array(similarModelSchema).describe('Ends where nothing is close any more'),
  })
  .meta({ id: 'SimilarToPicture', description: 'What looks like a picture, best first' })

export const healthSchema = z
  .object({
    status: z.literal('ok'),
    models: z.int().nonnegative().describe('How many models are listed'),
    publishedRunId: z.int().positive().nullable().describe('Null while nothing is published'),
  })
  .meta({ id: 'Health', description: 'Whether the server works, and over what' })
