using Unum.Node.Commands;

return await CommandTree.RunAsync(args);
