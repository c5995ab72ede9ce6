/** A curl command that publishes an event to an account; the API key is the caller's, from the environment. */
export function publishCurl(origin: string, account: string): string {
  return [
    `curl ${origin}/v1/accounts/${account}/events`,
    `-H "Authorization: Bearer $KEYTURN_API_KEY"`,
    `-H 'Content-Type: application/json'`,
    `-d '{"type": "invoice.paid", "data": {"invoice": "in_1042", "amount": "12.50"}}'`,
  ].join(' \\\n  ');
}
