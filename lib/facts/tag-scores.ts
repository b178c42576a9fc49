/**
 * From which share of its nearest models on a model probably lacks a tag. Of tags that were hidden in the sample, suggestions from 0.2 to
 * 0.3 were one in five, those from 0.3 to 0.4 three in five, and above that nine in ten (docs/decisions/0053).
 */
export const PROBABLE_SCORE = 0.25
