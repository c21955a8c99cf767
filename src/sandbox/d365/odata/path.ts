/** The percent-decoded path, or nothing when it is not encoded properly. */
export const decodePath = (path: string): string | undefined => {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
