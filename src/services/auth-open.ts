import type { AuthContext, ContextRequest } from './auth-context.ts'

/** Makes what the `auth` commands work with. */
export const openAuthContext = async (request: ContextRequest): Promise<AuthContext> =>
  (await import('./context.ts')).openContext(request)
