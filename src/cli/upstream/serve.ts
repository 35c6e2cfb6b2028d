export const serve = async () => 0
