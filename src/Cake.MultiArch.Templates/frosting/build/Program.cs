using Build;
using Cake.Frosting;
using Cake.MultiArch.Frosting;

return new CakeHost()
    .UseContext<BuildContext>()
    .UseMultiArch()
    .Run(args);
