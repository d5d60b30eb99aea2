/** The machine's clock. It is read here and nowhere else: what needs the present instant is given it. */
export const machineNow = (): Date => new Date()
