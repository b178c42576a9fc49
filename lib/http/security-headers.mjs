// The headers that every answer carries. Plain JavaScript, since next.config.js reads it, too.

/**
 * @param {{ isDevelopment?: boolean }} [options]
 * @returns {Record<string, string>}
 */
export function securityHeaders({ isDevelopment = false } = {}) {
  // Next puts scripts and styles of its own inline, and a nonce would forbid keeping finished pages.
  const contentSecurityPolicy = [
    "default-src 'self'",
    `script-src 'self' 'unsafe-inline'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    // A quality report has its type within.
    "font-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
  return {
    'Content-Security-Policy': contentSecurityPolicy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  }
}
