import { UsageError } from '../errors/ml-error.ts'

/** What the operating system refuses and a person can mend; any other refusal is a defect of ours. */
const TROUBLES: Readonly<Record<string, { readonly what: string; readonly hint: string }>> = {
  ENOSPC: {
    what: 'the disk is full',
    hint: 'Free some space and run the same command again; nothing is lost.',
  },
  EDQUOT: { what: 'the disk quota is used up', hint: 'Free some space and run the same command again.' },
  EROFS: { what: 'the file system is read-only', hint: 'Mount it for writing, or choose another folder.' },
  EACCES: {
    what: 'access is denied',
    hint: 'Run as the user who owns the file, or give that user the file.',
  },
  EPERM: { what: 'the operation is not permitted', hint: 'Run as the user who owns the file.' },
  EMFILE: { what: 'too many files are open', hint: 'Raise the limit: ulimit -n 4096' },
  EIO: {
    what: 'the disk reports an error',
    hint: 'Check the disk before anything else; then run: audit verify',
  },
}

/** A refusal of the system as an error with a remedy; null for any other error. */
export const systemTrouble = (error: unknown): UsageError | null => {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null
  const code = String(error.code)
  const trouble = TROUBLES[code]
  if (!trouble) return null
  const path = 'path' in error && typeof error.path === 'string' ? error.path : null
  return new UsageError(path === null ? trouble.what : `${trouble.what}: ${path}`, {
    code: `SYSTEM_${code}`,
    hint: trouble.hint,
    context: { path, call: String(error.syscall) },
    cause: error,
  })
}
