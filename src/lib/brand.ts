declare const brandOf: unique symbol

/** A string that only its own parser can make, so that two kinds of id are never confused. */
export type Brand<Base, Name extends string> = Base & { readonly [brandOf]: Name }
