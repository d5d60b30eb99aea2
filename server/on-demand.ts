/**
 * What `make` gives, made when it is first asked for. For libraries of many modules, which no start has to wait for: most
 * of what a start takes is loading modules.
 */
export function onDemand<Made>(make: () => Made): () => Made {
  let made: { value: Made } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
