/** What the native module says, and what it means; seen with keyring 2.1 on Debian 12. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /prompt was dismissed|is ?locked|locked collection/i,
    'it is locked, and nobody can be asked to unlock it',
  ],
  [/no result found/i, 'there is a Secret Service, but it has no default keyring'],
  [/ServiceUnknown|not provided by any|was not activated/i, 'no Secret Service runs on the D-Bus session'],
  [/DBUS_SESSION_BUS_ADDRESS|dbus-daemon|autolaunch/i, 'there is no D-Bus session'],
  [/Failed to connect to socket|Connection refused|disconnected/i, 'the D-Bus session does not answer'],
  [/Cannot find (?:native binding|module)/i, 'its native module is not installed for this machine'],
]

/** Why the keychain cannot be used, as a phrase for people. */
export const keychainReason = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error)
  return REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? `it failed: ${message}`
}
