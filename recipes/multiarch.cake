Task("PushMultiArch");
