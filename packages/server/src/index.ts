/** The face of `@keyturn/server`, for the CLI's `serve`, `demo` and `doctor` alone. */
export {};
