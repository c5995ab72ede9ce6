/** The one cookie of the dashboard. */
export interface SessionCookie {
  readonly name: string;
  readonly isSecure: boolean;
  /** The value of a `Set-Cookie` header that takes the cookie away. */
  readonly ending: string;
}

/**
 * The session cookie of an installation that people reach at `publicUrl`. Over https it is bound to the very host by its prefix
 * (`__Host-`, RFC 6265bis 4.1.3.2): no sibling domain can set it, no plain connection carries it.
 */
export function sessionCookieOf(publicUrl: string): SessionCookie {
  const isSecure = publicUrl.startsWith('https://');
  const name = isSecure ? '__Host-keyturn' : 'keyturn';
  const ending = `${name}=; Max-Age=0; Path=/; HttpOnly;${isSecure ? ' Secure;' : ''} SameSite=Lax`;
  return { name, isSecure, ending };
}

/** Whether a `Cookie` header names the cookie; what it is worth is another question. */
export function holdsCookie({ name }: SessionCookie, cookies: string | undefined): cookies is string {
  return cookies?.split(';').some((one) => one.trimStart().startsWith(`${name}=`)) ?? false;
}
