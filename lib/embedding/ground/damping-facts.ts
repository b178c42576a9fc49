/** SHA-256 of the file of what grounds do to embeddings of the default recipe. */
export const dampingDigest = 'cf95a0bb9e8b9ad5615edeecb3a80a8b41f14f06dc5974945a4b2e50402cfa86'
