using Cake.Frosting;
using Cake.MultiArch.Frosting;
using Site.Build;

return new CakeHost()
    .UseContext<BuildContext>()
    .UseLifetime<BuildLifetime>()
    .UseMultiArch()
    .Run(args);
