/** The environment is not usable; the message has one line for each setting that is wrong. */
export class ConfigError extends Error {}
